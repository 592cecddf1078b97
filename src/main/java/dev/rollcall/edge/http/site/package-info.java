/**
 * A directory's files over HTTP: conditional and partial requests, listings, pages for errors, and
 * the count of requests. Read {@link dev.rollcall.edge.http.site.StaticFiles} first.
 */
@NullMarked
package dev.rollcall.edge.http.site;

import org.jspecify.annotations.NullMarked;
