import { path, type URLPatterns } from 'tiny-django/urls'
import { TaskView } from './tasks/views'

export const urlpatterns = [path('', TaskView.asView(), { name: 'tasks' })] satisfies URLPatterns
