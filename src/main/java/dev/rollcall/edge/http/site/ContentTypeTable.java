package dev.rollcall.edge.http.site;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;

/** The type of a file's content, by the end of its name. */
final class ContentTypeTable {
  /** Types as registered with IANA, or as WHATWG MIME Sniffing and common servers name them. */
  private static final String TABLE =
      """
      text/html html htm
      text/css css
      text/javascript js mjs cjs
      text/plain txt text log conf ini cfg properties toml lst asc nfo diff patch
      text/plain java kt scala py rb c h cc cpp hpp go rs sh bash ts tsx jsx sql lua pl php swift
      text/markdown md markdown
      text/csv csv
      text/tab-separated-values tsv
      application/xml xml xsl xsd
      text/calendar ics
      text/vcard vcf
      text/vtt vtt
      application/rtf rtf
      text/yaml yaml yml
      application/json json map
      application/ld+json jsonld
      application/geo+json geojson
      application/manifest+json webmanifest
      application/xhtml+xml xhtml
      application/atom+xml atom
      application/rss+xml rss
      application/wasm wasm
      application/pdf pdf
      application/zip zip
      application/gzip gz tgz
      application/x-bzip2 bz2
      application/x-xz xz
      application/zstd zst
      application/x-tar tar
      application/x-7z-compressed 7z
      application/vnd.rar rar
      application/java-archive jar war
      application/epub+zip epub
      application/msword doc
      application/vnd.ms-excel xls
      application/vnd.ms-powerpoint ppt
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.oasis.opendocument.text odt
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.presentation odp
      application/vnd.apple.mpegurl m3u8
      application/dash+xml mpd
      application/vnd.apache.parquet parquet
      application/vnd.sqlite3 sqlite sqlite3
      application/x-debian-package deb
      application/x-rpm rpm
      application/x-iso9660-image iso
      application/postscript ps eps
      application/x-pem-file pem
      application/pkix-cert cer
      application/x-x509-ca-cert crt
      image/png png
      image/apng apng
      image/jpeg jpg jpeg jpe
      image/gif gif
      image/webp webp
      image/avif avif
      image/heic heic
      image/svg+xml svg
      image/bmp bmp
      image/tiff tif tiff
      image/vnd.microsoft.icon ico
      image/jxl jxl
      font/woff woff
      font/woff2 woff2
      font/ttf ttf
      font/otf otf
      font/collection ttc
      audio/mpeg mp3
      audio/mp4 m4a
      audio/ogg ogg oga opus
      audio/wav wav
      audio/flac flac
      audio/aac aac
      audio/midi mid midi
      audio/webm weba
      video/mp4 mp4 m4v
      video/mpeg mpg mpeg
      video/webm webm
      video/ogg ogv
      video/quicktime mov
      video/x-matroska mkv
      video/x-msvideo avi
      video/mp2t m2ts
      """;

  private static final Map<String, ContentType> TYPES = parse();

  private ContentTypeTable() {}

  /** The type that a name says; bytes of no known kind for a name that says nothing. */
  static ContentType of(String name) {
    int dot = name.lastIndexOf('.');
    String end = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(end, ContentTypes.APPLICATION_OCTET_STREAM);
  }

  private static Map<String, ContentType> parse() {
    Map<String, ContentType> types = new HashMap<>();
    TABLE
        .lines()
        .map(line -> line.split(" "))
        .forEach(
            words -> {
              boolean text = words[0].startsWith("text/");
              ContentType type = ContentTypes.parse(words[0] + (text ? "; charset=UTF-8" : ""));
              for (int i = 1; i < words.length; i++) {
                types.put(words[i], type);
              }
            });
    return Map.copyOf(types);
  }
}
