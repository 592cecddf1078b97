/**
 * What is kept durably: the journal of events and its tables, on SQLite or PostgreSQL.
 *
 * <p>Read {@code dev.rollcall.store.Store} first. Knows nothing of what the events mean.
 */
@NullMarked
package dev.rollcall.store;

import org.jspecify.annotations.NullMarked;
