/** Tests of the web's way into sets and topics, mostly over sockets. */
@NullMarked
package dev.rollcall.edge.http.api;

import org.jspecify.annotations.NullMarked;
