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
  addEventListener('DOMContentLoaded', addCopyButton)

  // On an error page: its text is there without a script too, to be selected by hand.
  function addCopyButton() {
    const text = document.querySelector('details.copy > textarea')
    if (!text || !navigator.clipboard) return
    const button = document.createElement('button')
    button.textContent = 'Copy'
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(text.value)
      button.textContent = 'Copied'
    })
    text.after(button)
  }
})()
