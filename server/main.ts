import { CodedError, messageOf } from '../protocol/base/errors.ts';
import { asksForHelp, HelpWanted } from '../protocol/base/help.ts';

type Run = (argv: readonly string[]) => Promise<number>;

/**
 * The server's commands: the first word, or else `serve`. Each ends with the process's exit code, and is read only when
 * it is asked for: most need neither the broker nor the web server, whose reading takes longer than the whole command.
 */
const commands: Record<string, () => Promise<Run>> = {
  serve: async () => (await import('./cli/serve.ts')).runServe,
  broker: async () => (await import('./cli/broker.ts')).runBroker,
  machine: async () => (await import('./cli/machine.ts')).runMachine,
  user: async () => (await import('./cli/user.ts')).runUser,
  'login-link': async () => (await import('./cli/login-link.ts')).runLoginLink,
  doubt: async () => (await import('./cli/doubt.ts')).runDoubt,
  quarantine: async () => (await import('./cli/doubt.ts')).runQuarantine,
  policy: async () => (await import('./cli/policy.ts')).runPolicy,
  list: async () => (await import('./cli/list.ts')).runList,
  allow: async () => (await import('./cli/allow.ts')).runAllow,
  voucher: async () => (await import('./cli/voucher.ts')).runVoucher,
  erase: async () => (await import('./cli/erase.ts')).runErase,
  keys: async () => (await import('./cli/keys.ts')).runKeys,
  why: async () => (await import('./cli/why.ts')).runWhy,
  offline: async () => (await import('./cli/offline.ts')).runOffline,
  backup: async () => (await import('./cli/backup.ts')).runBackup,
  restore: async () => (await import('./cli/backup.ts')).runRestore,
  influx: async () => (await import('./cli/influx.ts')).runInflux,
  verify: async () => (await import('./cli/verify.ts')).runVerify,
};

/** Where words stand before a command's flags, what there is to say beside them. */
const commandList = `Commands: ${Object.keys(commands).join(', ')}; without one, serve. COMMAND --help tells its flags, docs/operating.md what each is for.`;

const [first = '', ...rest] = process.argv.slice(2);
const named = commands[first];
if (named === undefined && first !== '' && !first.startsWith('-')) {
  process.stderr.write(`"${first}" is no command: there are ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const run = await (named ?? commands.serve)?.();
  const argv = named ? rest : process.argv.slice(2);
  process.exitCode = await run?.(argv).catch((error: unknown) => {
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
