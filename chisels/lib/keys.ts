/** `fd.name,proc.name` as columns of a table that are headed by their names. */
export const keysOf = (list: string): Record<string, string> =>
  Object.fromEntries(list.split(',').map((name) => [name, name]));
