import '../adapters/node-platform.js'
