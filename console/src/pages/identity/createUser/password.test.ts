import { expect, it } from 'vitest';
import { newPassword } from './password';

it('has letters of both cases, digits and signs, and is never the same', () => {
  const passwords = Array.from({ length: 50 }, newPassword);
  for (const password of passwords) {
    expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z\d]).{20}$/);
  }
  expect(new Set(passwords).size).toBe(passwords.length);
});
