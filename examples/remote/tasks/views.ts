import type { HttpRequest } from 'tiny-django/http'
import { redirect } from 'tiny-django/shortcuts'
import { type ContextData, TemplateView } from 'tiny-django/views'
import { allowRemoteInvocation, JSONResponseException, JSONResponseMixin } from '../remote/mixins'
import { type Task, tasks } from './models'

/** The page, and its form for who has no script. */
class TaskPage extends TemplateView {
  override templateName = 'tasks/index.html'

  override getContextData(kwargs?: ContextData): ContextData {
    return { ...kwargs, tasks: tasks.all() }
  }

  post(request: HttpRequest) {
    const title = request.POST.get('title')?.trim()
    if (title) tasks.add(title)
    return redirect('tasks')
  }
}

/** What the page's script calls. */
export class TaskView extends JSONResponseMixin(TaskPage) {
  @allowRemoteInvocation
  list() {
    return { tasks: tasks.all() }
  }

  @allowRemoteInvocation
  add(data: unknown): Task {
    const title = String(field(data, 'title') ?? '').trim()
    if (title === '') throw new JSONResponseException('A task needs a title.')
    return tasks.add(title)
  }

  @allowRemoteInvocation
  finish(data: unknown): Task {
    const task = tasks.change(Number(field(data, 'id')), { isDone: true })
    if (task === null) throw new JSONResponseException('There is no such task.', 404)
    return task
  }

  /** For tests and timers, not for scripts. */
  clear() {
    tasks.clear()
  }
}

function field(data: unknown, name: string): unknown {
  return Object(data)[name]
}
