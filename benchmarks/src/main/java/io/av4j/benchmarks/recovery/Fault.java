package io.av4j.benchmarks.recovery;

import io.av4j.benchmarks.versus.push.Nginx;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What happens between pushers and their server. */
enum Fault {
  KILLED("killed", "server killed, listening again 0.4 to 2 s later") {
    @Override
    void strike(Nginx server, Link link, int round) throws IOException, InterruptedException {
      server.kill();
      TimeUnit.MILLISECONDS.sleep(400L * (1 + round % 5));
      server.restart();
    }
  },

  FROZEN("frozen", "server stopped for 15 s by SIGSTOP") {
    @Override
    void strike(Nginx server, Link link, int round) throws IOException, InterruptedException {
      server.signal("STOP");
      try {
        TimeUnit.SECONDS.sleep(15);
      } finally {
        server.signal("CONT");
      }
    }
  },

  CUT_SHORT("cut-3", "link cut for 3 s") {
    @Override
    void strike(Nginx server, Link link, int round) throws InterruptedException {
      cut(link, 3);
    }
  },

  CUT_LONG("cut-15", "link cut for 15 s") {
    @Override
    void strike(Nginx server, Link link, int round) throws InterruptedException {
      cut(link, 15);
    }
  };

  private final String title;
  private final String description;

  Fault(String title, String description) {
    this.title = title;
    this.description = description;
  }

  /** What it is asked for by. */
  String title() {
    return title;
  }

  /** What happens. */
  String description() {
    return description;
  }

  /** Whether it is of the link, so that pushers have to go through it. */
  boolean isOfLink() {
    return this == CUT_SHORT || this == CUT_LONG;
  }

  /** Makes it happen; all is well again when this returns. */
  abstract void strike(Nginx server, Link link, int round) throws IOException, InterruptedException;

  private static void cut(Link link, int seconds) throws InterruptedException {
    link.cut();
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } finally {
      link.mend();
    }
  }
}
