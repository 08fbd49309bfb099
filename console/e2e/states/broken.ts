/** What a call that was made to fail answers. */
export const BROKEN = {
  code: 'LimitExceededException',
  message: 'It <b>broke</b>, on purpose.',
  requestId: '01a1f974-0000-7000-8000-00000000beef',
} as const;
