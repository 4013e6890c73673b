// Tells the followers of a mailbox that something came in. Apart from them, since what comes in is another use case.
import { bellPerStore } from '../bell.js';

/** The bell of a server's mailboxes; rung by the id of one. */
export const mailboxBellOf = bellPerStore();
