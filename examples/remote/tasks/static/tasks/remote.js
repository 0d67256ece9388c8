/** Calls methods of the view behind this page: `const list = await call('list')`. Throws what the view says is wrong. */
export function remoteView(token, url = location.pathname) {
  return async function call(method, data) {
    const response = await fetch(url, {
      method: data === undefined ? 'GET' : 'POST',
      headers: {
        'Content-Type': 'application/json',
        'DjNg-Remote-Method': method,
        'X-CSRFToken': token,
        'X-Requested-With': 'XMLHttpRequest',
      },
      body: JSON.stringify(data),
    })
    if (!response.headers.get('Content-Type')?.startsWith('application/json')) {
      throw new Error(`The server answered ${response.status}.`)
    }
    const answer = await response.json()
    if (!response.ok) throw new Error(`${response.status}: ${answer.message}`)
    return answer
  }
}
