package dev.rollcall.lookup;

import java.util.List;

/**
 * Some members of a set, met on the way through all of it.
 *
 * @param next where to go on; 0 at the end
 * @param members in no order, and possibly none although there are more to come
 */
public record MemberPage(long next, List<byte[]> members) {}
