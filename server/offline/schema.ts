/** The ledger step that finds what machines gave while they were cut off: few of many vends. */
export const offlineSchema = `
  CREATE INDEX vends_offline ON vends (at) WHERE authority = 'offline';
`;
