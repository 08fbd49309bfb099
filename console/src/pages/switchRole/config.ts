/** Dark enough for white text on them (4.5:1). */
export const colours = [
  { id: '#b91c1c', label: 'Red' },
  { id: '#9a3412', label: 'Orange' },
  { id: '#166534', label: 'Green' },
  { id: '#1d4ed8', label: 'Blue' },
  { id: '#4b5563', label: 'Grey' },
];
