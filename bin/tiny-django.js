#!/usr/bin/env node
'use strict'

// This file is CommonJS in the syntax of old (see package.json beside it), so that a Node too old for the rest of
// tiny-django can still read it and say so.
var version = process.versions.node.split('.').map(Number)

if (version[0] > 20 || (version[0] === 20 && version[1] >= 19)) {
  require('../dist/cli/start.cjs')
} else {
  console.error('tiny-django needs Node.js 20.19 or newer. This is Node.js %s.', process.versions.node)
  console.error('Get a newer one from https://nodejs.org/')
  process.exitCode = 1
}
