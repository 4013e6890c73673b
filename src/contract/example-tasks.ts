// Where the example flows and the example tasks meet: the tasks' signatures. Flows see these and never the functions.

export interface JokeTasks {
  marvinSetup(): Promise<string>;
  marvinPunchline(): Promise<string>;
}

export interface CountingTasks {
  /** Counts to three; throws instead when asked to. */
  taskOne(fail: boolean): Promise<void>;
}

export interface NumberTasks {
  foo(): Promise<number>;
}

export interface UserName {
  readonly title: string;
  readonly first: string;
  readonly last: string;
}

export interface UserData {
  readonly results: readonly { readonly name: UserName }[];
}

export interface UserTasks {
  /** User data as the URL serves it. Throws when the server does not answer with success. */
  fetchUser(url: string): Promise<UserData>;
  /** The name of the first user. Throws when there is none. */
  cleanUser(rawData: UserData): Promise<UserName>;
}

export interface ArithmeticTasks {
  add(x: number, y: number): Promise<number>;
  /** Throws when the divisor is 0. */
  divide(x: number, y: number): Promise<number>;
  /** Fails with the value as the state's data when both are the same. */
  missionCriticalTask(a: number, b: number): Promise<number>;
}

export interface PriceTasks {
  /** What one unit of a currency is worth in euros. Throws for a currency that the office does not know. */
  exchangeRate(currency: string): Promise<number>;
}

export interface SlackTasks {
  /** Posts a text to an incoming webhook. Throws when the answer is not a success. */
  postToSlack(webhookUrl: string, text: string): Promise<void>;
}
