/**
 * RESP, the protocol of Redis: one session per connection, and one table of commands from which
 * everything else about them comes. Read {@link dev.rollcall.edge.resp.RespSession} first, then
 * {@link dev.rollcall.edge.resp.Command}; the commands themselves are in the classes called {@code
 * …Commands}. It knows nothing of sockets, and nothing of how sets and topics are kept.
 */
@NullMarked
package dev.rollcall.edge.resp;

import org.jspecify.annotations.NullMarked;
