import type { ReadStream } from 'node:tty';
import { maxPasswordLength } from '../../protocol/http/access.ts';
import { ServerError } from '../errors.ts';

/** Bytes that are read at most: the longest password, whatever its letters, and its line end. */
const maxBytes = maxPasswordLength * 4 + 2;

/**
 * Reads a password: from a terminal without showing it, and twice; from a pipe its first line. Never from an argument,
 * where every user of the machine could see it.
 * @throws ServerError USER_INVALID
 */
export async function readPassword(): Promise<string> {
  const { stdin } = process;
  if (!stdin.isTTY) return firstLine(stdin);
  const password = await ask(stdin, 'Password: ');
  if ((await ask(stdin, 'Once more: ')) !== password)
    throw new ServerError('USER_INVALID', 'the two passwords are not the same');
  return password;
}

/** Reads a line that nobody else is to see: from a terminal without showing it, from a pipe its first line. */
export async function readHidden(question: string): Promise<string> {
  const { stdin } = process;
  return stdin.isTTY ? ask(stdin, question) : firstLine(stdin);
}

async function firstLine(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > maxBytes || (chunk as Buffer).includes('\n')) break;
  }
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/)[0] ?? '';
}

function ask(stdin: ReadStream, question: string): Promise<string> {
  // Before the question: who answers at once must not find his letters on the screen, nor end the command by Ctrl-C unheard.
  stdin.setRawMode(true);
  stdin.resume();
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (finish: () => void) => {
      stdin.off('data', take).setRawMode(false);
      stdin.pause();
      process.stderr.write('\n');
      finish();
    };
    function take(bytes: Buffer): void {
      for (const letter of bytes.toString('utf8')) {
        if (letter === '\r' || letter === '\n') {
          end(() => resolve(text));
          return;
        }
        if (letter === '\u0003' || letter === '\u0004') {
          end(() => reject(new ServerError('USER_INVALID', 'no password was given')));
          return;
        }
        text = letter === '\u007f' || letter === '\b' ? text.slice(0, -1) : text + letter;
      }
    }
    stdin.on('data', take);
  });
}
