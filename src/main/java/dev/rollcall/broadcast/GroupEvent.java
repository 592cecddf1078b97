package dev.rollcall.broadcast;

import java.util.List;

/**
 * What one write to the journal stores: the changes that had gathered, in order. Immutable.
 *
 * @param incarnation of the topic; groups of earlier ones are gone
 */
record GroupEvent(long incarnation, List<GroupChange> changes) {}
