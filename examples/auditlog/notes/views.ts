import { requireHttpMethods } from 'tiny-django/decorators'
import type { HttpRequest } from 'tiny-django/http'
import { getObjectOr404, redirect, render } from 'tiny-django/shortcuts'
import { Note } from './models'

/** The notes, and a form for another one. */
export const index = requireHttpMethods(['GET', 'POST'])((request: HttpRequest) => {
  if (request.method === 'POST') return save(request, new Note())
  return render(request, 'notes/index.html', { notes: Note.objects.all(), note: new Note() })
})

export const edit = requireHttpMethods(['GET', 'POST'])((request: HttpRequest, { pk }: { pk: number }) => {
  const note = getObjectOr404(Note.objects, { pk })
  if (request.method === 'POST') return save(request, note)
  return render(request, 'notes/edit.html', { note })
})

function save(request: HttpRequest, note: Note) {
  note.title = request.POST.get('title', '')
  note.text = request.POST.get('text', '')
  note.save()
  return redirect('notes:index')
}
