/** Something the user has to mend; its message is all they need to read. */
export class Complaint extends Error {}
