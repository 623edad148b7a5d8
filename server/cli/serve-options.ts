import { readFileSync } from 'node:fs';
import type { Static } from 'typebox';
import { type Clock, parseSimulatedClock, simulatedClock, wallClock } from '../../protocol/base/clock.ts';
import { ConfigError, type ConfigProblem, collectConfig } from '../../protocol/base/config.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerConfig } from '../config.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { PolicyError, parsePolicy } from '../policy/parse.ts';
import { influxProblem } from '../projection/choose-influx.ts';
import { type Certificate, readCertificate } from '../tls.ts';
import { sourcesOf } from './configuration.ts';

/** A server's configuration, and what stands in the files that it names. */
export interface ServeOptions {
  readonly config: ServerConfig;
  readonly certificate: Certificate | undefined;
  /** Absent: no file was named. */
  readonly policy: PolicyDocument | undefined;
  readonly clock: Clock;
}

type Raw = Partial<Static<typeof ServerConfig>>;

/**
 * Reads the configuration and the files that it names. Files are read even where other keys are wrong, so that one
 * start tells of every mistake.
 * @throws ConfigError with all mistakes; PolicyError where all of them are the policy's.
 */
export function readServeOptions(argv: readonly string[]): ServeOptions {
  const { config, problems } = collectConfig(ServerConfig, sourcesOf(argv));
  const all = [...problems];
  const { influx = 'auto', policy: policyPath, simulated, tlsCert, tlsKey }: Raw = config;
  const certificate = told(all, () => readCertificate(tlsCert, tlsKey));
  const clock = told(all, () => readClock(simulated));
  const wrongUrl = influxProblem(influx, process.env);
  if (wrongUrl !== undefined) all.push(wrongUrl);
  const policy = told(all, () => readPolicy(policyPath, all.length > 0));
  if (all.length > 0 || clock === undefined) throw new ConfigError(all);
  return { config: config as ServerConfig, certificate, clock, policy };
}

/** What `read` gives; the mistakes that it finds instead are told with the others. */
function told<T>(problems: ConfigProblem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function readClock(spec: string | undefined): Clock {
  if (spec === undefined) return wallClock();
  const parsed = parseSimulatedClock(spec, Date.now());
  if (parsed) return simulatedClock(parsed);
  const allowed = 'START,SPEED[,ORIGIN], e.g. 2020-05-20T06:00:00Z,60';
  throw new ConfigError([{ key: 'simulated', source: '--simulated', value: spec, allowed }]);
}

/** `amongOthers`: there are mistakes elsewhere too, and the policy's are told in one list with them. */
function readPolicy(path: string | undefined, amongOthers: boolean): PolicyDocument | undefined {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const value = `${path} (${messageOf(error)})`;
    throw new ConfigError([{ key: 'policy', source: '--policy', value, allowed: 'a readable YAML file' }]);
  }
  try {
    return parsePolicy(text, path);
  } catch (error) {
    if (!amongOthers || !(error instanceof PolicyError)) throw error;
    const source = `file ${path}`;
    throw new ConfigError(
      error.problems.map(({ path: key, value, allowed }) => ({
        key: `policy ${key}`,
        source,
        value,
        allowed,
      })),
    );
  }
}
