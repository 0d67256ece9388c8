/**
 * The content type and the encoding that a file's name speaks of: `a.tar.gz` is a tar archive in gzip.
 * One table for all platforms, with the answers of Python's `mimetypes` and the types of the web that it lacks.
 */
export function guessType(filename: string): { type: string | null; encoding: string | null } {
  // Python's takes addresses too: what stands before a colon is their scheme.
  let name = filename.replace(/^[^/:]+:/, '')
  let extension = extensionOf(name)
  const longer = suffixes.get(extension.toLowerCase())
  if (longer !== undefined) {
    name = name.slice(0, -extension.length) + longer
    extension = extensionOf(name)
  }
  const encoding = encodings.get(extension) ?? null
  if (encoding !== null) extension = extensionOf(name.slice(0, -extension.length))
  return { type: typeOf(extension) ?? null, encoding }
}

// A name that begins with dots has no extension for them.
function extensionOf(filename: string): string {
  const name = filename.slice(filename.lastIndexOf('/') + 1)
  const at = name.lastIndexOf('.')
  return at > 0 && /[^.]/.test(name.slice(0, at)) ? name.slice(at) : ''
}

const suffixes = new Map<string, string>([
  ['.svgz', '.svg.gz'],
  ['.tgz', '.tar.gz'],
  ['.taz', '.tar.gz'],
  ['.tz', '.tar.gz'],
  ['.tbz2', '.tar.bz2'],
  ['.txz', '.tar.xz'],
])

const encodings = new Map<string, string>([
  ['.gz', 'gzip'],
  ['.Z', 'compress'],
  ['.bz2', 'bzip2'],
  ['.xz', 'xz'],
  ['.br', 'br'],
])

const table = `
application/ODA oda
application/atom+xml atom
application/dash+xml mpd
application/epub+zip epub
application/geo+json geojson
application/gzip gz
application/java-archive jar
application/java-vm class
application/json json
application/ld+json jsonld
application/manifest+json webmanifest
application/mbox mbox
application/msaccess mdb
application/msword doc wiz
application/n-quads nq
application/n-triples nt
application/octet-stream bin so
application/pdf pdf
application/pem-certificate-chain pem
application/pgp-keys asc key
application/pgp-signature sig
application/pkcs12 p12 pfx
application/pkcs7-mime p7c p7m
application/pkcs7-signature p7s
application/pkix-cert cer
application/postscript ai eps ps
application/rdf+xml rdf
application/rtf rtf
application/sql sql
application/trig trig
application/vnd.adobe.flash.movie swf
application/vnd.android.package-archive apk
application/vnd.apache.arrow.file arrow
application/vnd.apple.mpegurl m3u8
application/vnd.coffeescript coffee
application/vnd.dart dart
application/vnd.debian.binary-package deb
application/vnd.google-earth.kml+xml kml
application/vnd.google-earth.kmz kmz
application/vnd.mif mif
application/vnd.mozilla.xul+xml xul
application/vnd.ms-excel xla xlb xls
application/vnd.ms-fontobject eot
application/vnd.ms-powerpoint ppa pps ppt pwz
application/vnd.ms-project mpp
application/vnd.oasis.opendocument.base odb
application/vnd.oasis.opendocument.formula odf
application/vnd.oasis.opendocument.graphics odg
application/vnd.oasis.opendocument.presentation odp
application/vnd.oasis.opendocument.spreadsheet ods
application/vnd.oasis.opendocument.text odt
application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
application/vnd.rar rar
application/vnd.sqlite3 sqlite
application/vnd.visio vsd
application/wasm wasm
application/wsdl+xml wsdl
application/x-7z-compressed 7z
application/x-apple-diskimage dmg
application/x-bcpio bcpio
application/x-bittorrent torrent
application/x-cdf cdf
application/x-cpio cpio
application/x-dvi dvi
application/x-gtar gtar
application/x-hdf hdf
application/x-hdf5 h5
application/x-iso9660-image iso
application/x-latex latex
application/x-msdos-program bat dll exe
application/x-msi msi
application/x-netcdf nc
application/x-object o
application/x-python-code pyc pyo
application/x-redhat-package-manager rpm
application/x-rss+xml rss
application/x-ruby rb
application/x-shar shar
application/x-sv4cpio sv4cpio
application/x-sv4crc sv4crc
application/x-tar tar
application/x-texinfo texi texinfo
application/x-troff-man man
application/x-troff-me me
application/x-troff-ms ms
application/x-ustar ustar
application/x-wais-source src
application/x-x509-ca-cert crt
application/xhtml+xml xhtml
application/xml xml xpdl
application/xml-dtd dtd
application/xslt+xml xsl xslt
application/xspf+xml xspf
application/yaml yaml yml
application/zip zip
application/zstd zst
audio/3gpp 3gp 3gpp
audio/3gpp2 3g2 3gpp2
audio/aac aac adts ass
audio/basic au snd
audio/flac flac
audio/mp4 m4a
audio/mpeg mp2 mp3
audio/mpegurl m3u
audio/ogg oga ogg opus
audio/sp-midi mid
audio/usac loas
audio/x-aiff aif aifc aiff
audio/x-ms-wma wma
audio/x-pn-realaudio ra ram rm
audio/x-scpls pls
audio/x-wav wav
font/otf otf
font/ttf ttf
font/woff woff
font/woff2 woff2
image/apng apng
image/avif avif
image/bmp bmp
image/gif gif
image/heic heic
image/heif heif
image/ief ief
image/jpeg jpe jpeg jpg
image/jxl jxl
image/png png
image/svg+xml svg
image/tiff tif tiff
image/vnd.adobe.photoshop psd
image/vnd.dwg dwg
image/vnd.dxf dxf
image/vnd.microsoft.icon ico
image/webp webp
image/x-cmu-raster ras
image/x-portable-anymap pnm
image/x-portable-bitmap pbm
image/x-portable-graymap pgm
image/x-portable-pixmap ppm
image/x-rgb rgb
image/x-xbitmap xbm
image/x-xpixmap xpm
image/x-xwindowdump xwd
message/rfc822 eml mht mhtml nws
model/gltf+json gltf
model/gltf-binary glb
model/iges iges igs
model/obj obj
model/step step stp
model/stl stl
model/vnd.collada+xml dae
model/vnd.usdz+zip usdz
model/vrml vrml wrl
model/x3d+xml x3d
text/SGML sgm sgml
text/cache-manifest appcache manifest
text/calendar ics
text/css css
text/csv csv
text/html htm html
text/javascript js mjs
text/markdown markdown md
text/n3 n3
text/plain ksh pot srt txt
text/prs.fallenstein.rst rst
text/richtext rtx
text/tab-separated-values tsv
text/troff roff t tr
text/vcard vcf
text/vnd.a a
text/vnd.graphviz dot
text/vnd.trolltech.linguist ts
text/vtt vtt
text/x-bibtex bib
text/x-c++hdr hpp
text/x-c++src cc cpp
text/x-chdr h
text/x-component htc
text/x-csh csh
text/x-csrc c
text/x-diff diff patch
text/x-haskell hs
text/x-java java
text/x-literate-haskell lhs
text/x-pascal pas
text/x-perl pl
text/x-python py
text/x-scala scala
text/x-setext etx
text/x-sh sh
text/x-tcl tcl tk
text/x-tex tex
video/mp4 m4v mp4
video/mpeg m1v mpa mpe mpeg mpg
video/ogg ogv
video/quicktime mov qt
video/webm webm
video/x-flv flv
video/x-matroska mkv
video/x-ms-wmv wmv
video/x-msvideo avi
video/x-sgi-movie movie
`

// Few processes ever ask, so the table is read when one does.
let types: Map<string, string> | undefined

function typeOf(extension: string): string | undefined {
  types ??= readTable()
  return types.get(extension) ?? types.get(extension.toLowerCase())
}

function readTable(): Map<string, string> {
  const result = new Map<string, string>()
  for (const line of table.trim().split('\n')) {
    const [type, ...extensions] = line.split(' ')
    for (const extension of extensions) result.set(`.${extension}`, type!)
  }
  return result
}
