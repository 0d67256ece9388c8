// Put into pages by the dev server alone: loads the page again when the project has changed.
;(() => {
  const shown = document.currentScript?.dataset.version
  const events = new EventSource('/__tiny_django__/events')
  events.onmessage = event => {
    const { version } = JSON.parse(event.data)
    if (shown === undefined || String(version) === shown) return
    events.close()
    location.reload()
  }
  addEventListener('pagehide', () => events.close())
})()
