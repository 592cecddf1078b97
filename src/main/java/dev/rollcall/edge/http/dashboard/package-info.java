/**
 * Seeing the server run. For people there is one page with everything in it, and the live feed that
 * it shows: read {@link dev.rollcall.edge.http.dashboard.Dashboard} first, then {@link
 * dev.rollcall.edge.http.dashboard.Feed}. For programs there are metrics and health: {@link
 * dev.rollcall.edge.http.dashboard.Monitoring}. Knows nothing of the API: the page does, and does
 * without it where it is missing.
 */
@NullMarked
package dev.rollcall.edge.http.dashboard;

import org.jspecify.annotations.NullMarked;
