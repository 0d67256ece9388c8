// Files under templates/ are imported as text (esbuild's text loader in the build, a small plugin in the tests).
declare module '*.html' {
  const text: string
  export default text
}
declare module '*.css' {
  const text: string
  export default text
}
declare module '*.txt' {
  const text: string
  export default text
}
