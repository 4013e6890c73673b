// The form in which rules on automations complain. Apart so that each rule and their sum can share it without a ring.

/** Why an automation may not be saved, and where in the document. */
export interface AutomationProblem {
  readonly path: (string | number)[];
  readonly message: string;
}
