/**
 * Seeing the server run, in a browser: one page with everything in it, and the live feed that it
 * shows. Read {@link dev.rollcall.edge.http.dashboard.Dashboard} first, then {@link
 * dev.rollcall.edge.http.dashboard.Feed}. Knows nothing of the API: the page does, and does without
 * it where it is missing.
 */
@NullMarked
package dev.rollcall.edge.http.dashboard;

import org.jspecify.annotations.NullMarked;
