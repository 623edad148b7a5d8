import sodium from 'libsodium-wrappers';
import { expect, test } from 'vitest';
import { createSeal, paddedBytes } from '../../../firmware-bridge/seal/box.ts';

test('libsodium opens the box and finds the card, padded with zeros to 96 bytes', async () => {
  await sodium.ready;
  const keys = sodium.crypto_box_keypair();
  const seal = await createSeal();
  const publicKey = Buffer.from(keys.publicKey).toString('base64url');
  const box = seal('uid:04A1B2C3D4E5F6', publicKey);
  expect(box).toMatch(/^[A-Za-z0-9_-]+$/);
  const opened = sodium.crypto_box_seal_open(Buffer.from(box, 'base64url'), keys.publicKey, keys.privateKey);
  expect(opened).toHaveLength(paddedBytes);
  expect(Buffer.from(opened).toString('latin1')).toBe('uid:04A1B2C3D4E5F6'.padEnd(paddedBytes, '\0'));
  expect(seal('uid:04A1B2C3D4E5F6', publicKey)).not.toBe(box);
  expect(seal('uid:1', `${publicKey}=`)).toHaveLength(box.length);
});
