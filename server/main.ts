import { CodedError, messageOf } from '../protocol/base/errors.ts';
import { asksForHelp, HelpWanted } from '../protocol/base/help.ts';
import { runBackup, runRestore } from './cli/backup.ts';
import { runBroker } from './cli/broker.ts';
import { runDoubt, runQuarantine } from './cli/doubt.ts';
import { runInflux } from './cli/influx.ts';
import { runLoginLink } from './cli/login-link.ts';
import { runMachine } from './cli/machine.ts';
import { runOffline } from './cli/offline.ts';
import { runServe } from './cli/serve.ts';
import { runUser } from './cli/user.ts';
import { runVerify } from './cli/verify.ts';

/** The server's commands: the first word, or else `serve`. Each ends with the process's exit code. */
const commands: Record<string, (argv: readonly string[]) => Promise<number>> = {
  serve: runServe,
  broker: runBroker,
  machine: runMachine,
  user: runUser,
  'login-link': runLoginLink,
  doubt: runDoubt,
  quarantine: runQuarantine,
  offline: runOffline,
  backup: runBackup,
  restore: runRestore,
  influx: runInflux,
  verify: runVerify,
};

/** Where words stand before a command's flags, what there is to say beside them. */
const commandList = `Commands: ${Object.keys(commands).join(', ')}; without one, serve. COMMAND --help tells its flags, docs/operating.md what each is for.`;

const [first = '', ...rest] = process.argv.slice(2);
const named = commands[first];
if (named === undefined && first !== '' && !first.startsWith('-')) {
  process.stderr.write(`"${first}" is no command: there are ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const run = named ?? runServe;
  const argv = named ? rest : process.argv.slice(2);
  process.exitCode = await run(argv).catch((error: unknown) => {
    if (asksForHelp(argv)) {
      const flags = error instanceof HelpWanted ? `${error.message}\n` : '';
      process.stdout.write(`${flags}${commandList}\n`);
      return 0;
    }
    const code = error instanceof CodedError ? error.code : 'UNEXPECTED';
    process.stderr.write(`${code}: ${messageOf(error)}\n`);
    return code === 'CONFIG_INVALID' || code === 'POLICY_INVALID' ? 2 : 1;
  });
}
