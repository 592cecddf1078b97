package dev.rollcall.broadcast;

import dev.rollcall.cluster.ClusterMessage;

/** Groups of this topic are gone: told every node, for the readers that wait in them there. */
record GroupNotice(String topic) implements ClusterMessage {}
