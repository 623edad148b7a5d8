import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './temp-folder.ts';

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];

/** A certificate authority of a test, made by openssl, which signs certificates for names and addresses. */
export function authority(name: string) {
  const folder = tempFolder();
  const path = (file: string) => join(folder, file);
  const openssl = (...argv: string[]) => execFileSync('openssl', argv, { cwd: folder, stdio: 'pipe' });
  const extensions = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-subj',
    `/CN=${name}`,
    ...extensions,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  return {
    caPath: path('ca.pem'),
    ca: readFileSync(path('ca.pem'), 'utf8'),
    /** A certificate for localhost and 127.0.0.1 with its key, as files. */
    sign() {
      const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', names];
      openssl(
        'req',
        '-x509',
        ...curve,
        '-subj',
        '/CN=localhost',
        ...signed,
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
      );
      return {
        certPath: path('cert.pem'),
        keyPath: path('key.pem'),
        cert: readFileSync(path('cert.pem'), 'utf8'),
        key: readFileSync(path('key.pem'), 'utf8'),
      };
    },
  };
}
