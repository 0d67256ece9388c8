import type { AnyView } from '../../urls/types.js'
import { repr } from '../../utils/repr.js'
import { copyMarks, named } from './wrapping.js'

/** What decorates a view, whatever types of views it takes and gives. */
type FunctionDecorator = (view: never) => unknown

// The type of a method or class is kept: the decorator of one gives the same type back.
type Method = (this: never, ...args: never[]) => unknown
type Class = abstract new (...args: never[]) => unknown

/** Decorates a method, or (with `name`) a class. */
export interface MethodOrClassDecorator {
  <M extends Method>(method: M, context?: ClassMethodDecoratorContext): M
  <C extends Class>(target: C, context?: ClassDecoratorContext): C
}

/**
 * Makes decorators of views into decorators of a view class's methods; several are applied as if they stood above it in
 * this order. With `name` it goes on the class, for a method that is inherited: `dispatch` for all requests.
 * Throws RangeError (Django's ValueError) when a class is decorated and has no such method.
 * Django: `django.utils.decorators.method_decorator`.
 *
 * ```ts
 * class Page extends View {
 *   @methodDecorator(neverCache) get(request: HttpRequest) { … }
 * }
 * const Private = methodDecorator([neverCache, csrfProtect], { name: 'dispatch' })(Page)
 * ```
 */
export function methodDecorator(
  decorators: FunctionDecorator | readonly FunctionDecorator[],
  { name = '' }: { readonly name?: string } = {},
): MethodOrClassDecorator {
  const list = typeof decorators === 'function' ? [decorators] : decorators
  const decorate = (target: Method | Class) => {
    if (!isClass(target)) return decorateMethod(target, list)
    decorateNamed(target, name, list)
    return target
  }
  Object.defineProperty(decorate, 'name', { value: `methodDecorator(${list.map(each => each.name).join(', ')})` })
  return decorate as MethodOrClassDecorator
}

function decorateNamed(target: Class, name: string, decorators: readonly FunctionDecorator[]): void {
  const { prototype } = target as unknown as { prototype: Record<string, unknown> }
  if (name === '' || !(name in prototype)) {
    throw new RangeError(
      'The keyword argument `name` must be the name of a method of the decorated class: ' +
        `${target.name}. Got ${repr(name)} instead.`,
    )
  }
  const method = prototype[name]
  if (typeof method !== 'function') {
    throw new TypeError(
      `Cannot decorate '${name}' as it isn't a callable attribute of ${target.name} (${repr(method)}).`,
    )
  }
  const value = decorateMethod(method as Method, decorators)
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
}

// Decorated anew for each call, as in Django: a decorator sees a function that needs no `this`, so any will do.
function decorateMethod(method: Method, decorators: readonly FunctionDecorator[]): Method {
  const wrapper = function (this: unknown, ...args: never[]): unknown {
    const bound = (...given: never[]) => Reflect.apply(method, this as never, given)
    named(method, bound)
    return apply(decorators, bound as AnyView)(...(args as unknown as Parameters<AnyView>))
  } as Method
  // What decorators mark a view with, a method is marked with: `csrfExempt`.
  copyMarks(apply(decorators, (() => undefined) as unknown as AnyView), wrapper)
  named(method, wrapper)
  return wrapper
}

function apply(decorators: readonly FunctionDecorator[], view: AnyView): AnyView {
  return decorators.reduceRight<AnyView>((inner, decorate) => decorate(inner as never) as AnyView, view)
}

function isClass(target: Method | Class): target is Class {
  return Object.getOwnPropertyDescriptor(target, 'prototype')?.writable === false
}
