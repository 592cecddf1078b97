/**
 * HTTP/1.1: connections, limits, the way of a request through filters to its handler, and the one
 * place where errors become responses. Read {@link dev.rollcall.edge.http.HttpConnection} first,
 * then {@link dev.rollcall.edge.http.Router}. What is served is in the packages below: files in
 * {@code site}, sets and topics in {@code api}, metrics and the dashboard in {@code dashboard}.
 */
@NullMarked
package dev.rollcall.edge.http;

import org.jspecify.annotations.NullMarked;
