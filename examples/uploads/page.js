// Sends the form with XMLHttpRequest, because fetch() cannot tell how far an upload has come.
const form = document.querySelector('form')
const progress = document.querySelector('progress')
const output = document.querySelector('output')
const list = document.querySelector('#list')

form.addEventListener('submit', event => {
  event.preventDefault()
  send(new FormData(form))
})

show(await (await fetch('/files/')).json())

function send(data) {
  const request = new XMLHttpRequest()
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    say(`${Math.round((100 * loaded) / total)} %`, loaded / total),
  )
  request.addEventListener('load', () => done(request))
  request.addEventListener('error', () => say('The upload was broken off.', 0))
  request.open('POST', form.action)
  request.setRequestHeader('Accept', 'application/json')
  request.send(data)
}

function done({ status, responseText }) {
  if (status !== 200) return say(status === 413 ? 'That is too much.' : `The server answered ${status}.`, 0)
  say('Done.', 1)
  form.reset()
  show(JSON.parse(responseText))
}

function say(text, share) {
  output.textContent = text
  progress.value = share
  progress.hidden = false
}

function show({ files }) {
  list.replaceChildren(...files.map(item))
}

function item({ name, size }) {
  const link = document.createElement('a')
  link.href = `/files/${encodeURIComponent(name)}`
  link.textContent = name
  const element = document.createElement('li')
  element.append(link, ` ${size} bytes`)
  return element
}
