// How a deployment is named in calls; apart, so that deployments and their schedules need not know of each other.

/** A deployment by `flow/name`, by its id, or by a document that has it. */
export type DeploymentReference = string | { readonly id: string };
