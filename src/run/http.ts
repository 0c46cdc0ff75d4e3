/** GET of JSON from a service of the stack. */
export function get<T>(url: string, msMax: number): Promise<T> {
  return call<T>(url, { signal: AbortSignal.timeout(msMax) });
}

/** POST of JSON to a service of the stack. */
export function post<T>(url: string, body: unknown, msMax: number): Promise<T> {
  return call<T>(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(msMax) });
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
