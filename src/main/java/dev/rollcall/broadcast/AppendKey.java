package dev.rollcall.broadcast;

/**
 * What makes an append sent twice one append: a topic remembers the keys of its latest appends and
 * answers a known one with the first result.
 *
 * @param producer who appends; unique among all producers of the topic
 * @param id which of the producer's appends
 */
public record AppendKey(String producer, String id) {}
