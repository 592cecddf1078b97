package dev.rollcall.cluster;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * The remoting transport of a node without a cluster: whoever connects to its port is turned away
 * before a byte of theirs is read. A cluster of one needs the port only because its node must have
 * an address.
 */
public final class NoPeers implements SSLEngineProvider {

  /** Called by Pekko, which wants to hand the actor system over. */
  public NoPeers(ActorSystem system) {}

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    throw new SecurityException("This node is not part of a cluster");
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    throw new SecurityException("This node is not part of a cluster");
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.apply(new SecurityException("This node is not part of a cluster"));
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.apply(new SecurityException("This node is not part of a cluster"));
  }
}
