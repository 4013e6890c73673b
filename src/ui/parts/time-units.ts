// The units in which times and spans are told to people, the longest first, with their seconds. Apart from what tells them,
// which is more than one.

export const TIME_UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
