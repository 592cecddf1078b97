/**
 * Sets and topics for programs of the web: questions and changes as JSON, history, following by
 * server-sent events and by WebSocket, and the document that describes all of it. Read {@link
 * dev.rollcall.edge.http.api.Api} first; it lists what can be asked for. Knows nothing of
 * connections: those are the package above.
 */
@NullMarked
package dev.rollcall.edge.http.api;

import org.jspecify.annotations.NullMarked;
