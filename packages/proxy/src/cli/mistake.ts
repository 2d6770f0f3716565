/** Something that the user has to mend. */
export class Mistake extends Error {}
