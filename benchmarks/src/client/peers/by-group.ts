/** For clients that can't span slots or nodes: sends the items of each group together, and puts the replies in order again. */
export async function byGroup<T, R>(
  items: readonly T[],
  groupOf: (item: T) => unknown,
  sendGroup: (items: T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const groups = new Map<unknown, number[]>();
  for (const [index, item] of items.entries()) {
    const group = groupOf(item);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [index]);
    else members.push(index);
  }
  const replies = new Array<R>(items.length);
  await Promise.all(
    Array.from(groups.values(), async (members) => {
      const part = await sendGroup(members.map((index) => items[index]!));
      for (const [at, index] of members.entries()) replies[index] = part[at]!;
    }),
  );
  return replies;
}
