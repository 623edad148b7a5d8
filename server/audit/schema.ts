/** The ledger step that lets the audit log be asked by who, what and whom, however long it has become. */
export const auditIndexSchema = `
  CREATE INDEX audit_by_actor ON audit (actor, id);
  CREATE INDEX audit_by_action ON audit (action, id);
  CREATE INDEX audit_by_subject ON audit (subject, id);
`;
