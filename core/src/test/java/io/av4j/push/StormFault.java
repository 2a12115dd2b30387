package io.av4j.push;

import io.av4j.testing.FaultProxy;
import io.av4j.testing.NginxRtmp;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** What befalls a server or a link in a storm, until it is over. */
enum StormFault {
  /** The server is gone, and comes back. */
  KILL {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      nginx.kill();
    }

    @Override
    void end(NginxRtmp nginx, FaultProxy link) throws IOException {
      nginx.restart();
    }
  },
  /** The server does nothing for a while. */
  FREEZE {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      nginx.freeze();
    }

    @Override
    void end(NginxRtmp nginx, FaultProxy link) {
      nginx.thaw();
    }
  },
  /** Connections break off. */
  RESET {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.reset();
    }
  },
  /** Nothing is taken, and later all goes on. */
  STOP_READING {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.stopReading();
    }
  },
  /** All is taken and nothing arrives. */
  BLACKHOLE {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.blackhole();
    }
  },
  /** The link is narrow. */
  BANDWIDTH {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.bandwidth(50_000 + random.nextInt(1_000_000));
    }
  },
  /** The link is long and uneven. */
  LATENCY {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      Duration least = Duration.ofMillis(20 + random.nextInt(380));
      link.latency(least, least.dividedBy(2));
    }
  },
  /** All comes in crumbs. */
  SLICE {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.slice(1 + random.nextInt(100));
    }
  },
  /** The server says that it will say no more. */
  HALF_CLOSE {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.halfClose();
    }
  },
  /** Connections break off, and new ones are refused for a while. */
  REFUSE {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.refuse();
      link.reset();
    }

    @Override
    void end(NginxRtmp nginx, FaultProxy link) {
      link.listen();
    }
  },
  /** Connections break off, and new ones are slow to be answered. */
  SLOW_ACCEPT {
    @Override
    void strike(NginxRtmp nginx, FaultProxy link, Random random) {
      link.slowAccept(Duration.ofMillis(500 + random.nextInt(3000)));
      link.reset();
    }
  };

  abstract void strike(NginxRtmp nginx, FaultProxy link, Random random) throws IOException;

  void end(NginxRtmp nginx, FaultProxy link) throws IOException {
    link.clear();
  }
}
