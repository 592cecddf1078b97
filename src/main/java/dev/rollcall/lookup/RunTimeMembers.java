package dev.rollcall.lookup;

/**
 * How many members were changed at run time and have not been changed back.
 *
 * @param added keys that are members whatever the set's file says
 * @param removed keys that are none whatever the file says
 */
public record RunTimeMembers(long added, long removed) {}
