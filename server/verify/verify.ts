import { createPolicyStore } from '../policy/policy-store.ts';
import type { Influx } from '../projection/influx.ts';
import type { Db } from '../store/open.ts';
import { verifyConservation } from './conservation.ts';
import type { Finding } from './finding.ts';
import { verifyOffline } from './offline.ts';
import { verifyOnce } from './once.ts';
import { verifyPrivacy } from './privacy.ts';
import { verifyProjected } from './projected.ts';
import { verifyQuota } from './quota.ts';

/**
 * Holds a ledger against ledger.md's I1 to I6: what the machines last reported, the books, and InfluxDB where there is one.
 * The database is read in one transaction, so that a server may go on writing meanwhile. It reads everything: a million
 * vends take about ten seconds.
 */
export async function verify(db: Db, influx: Influx | undefined): Promise<Finding[]> {
  const policies = createPolicyStore(db);
  db.exec('BEGIN');
  try {
    const findings = [
      verifyOnce(db),
      verifyQuota(db, policies.numbered),
      verifyOffline(db, policies.all()),
      verifyConservation(db),
      await verifyProjected(db, influx),
      verifyPrivacy(db),
    ];
    return findings;
  } finally {
    db.exec('COMMIT');
  }
}
