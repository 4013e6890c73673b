// Posts to Slack, or to whatever takes its place: the task that the state handler examples call.

/** Posts a text to an incoming webhook. Throws when the answer is not a success. */
export async function postToSlack(webhookUrl: string, text: string): Promise<void> {
  const response = await fetch(webhookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  if (!response.ok) throw new Error(`Slack answered with HTTP ${response.status}.`);
}
