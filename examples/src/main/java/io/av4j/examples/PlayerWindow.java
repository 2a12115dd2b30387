package io.av4j.examples;

import io.av4j.container.VideoStream;
import io.av4j.filter.VideoScaler;
import io.av4j.frame.BufferedImages;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsConfiguration;
import java.awt.GraphicsEnvironment;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** A window as large as the picture, or as the screen allows. */
final class PlayerWindow implements Screen {
  private static final int IMAGE_TYPE = BufferedImage.TYPE_3BYTE_BGR;
  private static final double PART_OF_SCREEN = 0.9;

  // One is shown, one is ready, one is filled.
  private final BufferedImage[] images = new BufferedImage[3];
  private final VideoScaler scaler;
  private final JFrame frame = new JFrame();
  private int filled;
  private volatile @Nullable BufferedImage shown;
  private volatile boolean closed;

  PlayerWindow(VideoStream stream, String title) {
    VideoFormat format = stream.uprightFormat();
    Rational pixel = format.sampleAspectRatio();
    int width =
        pixel.isSet()
            ? Math.max(1, (int) Math.round(format.width() * pixel.toDouble()))
            : format.width();
    Dimension size = fitted(width, format.height());
    for (int i = 0; i < images.length; i++) {
      images[i] = new BufferedImage(size.width, size.height, IMAGE_TYPE);
    }
    VideoFormat target =
        VideoFormat.of(size.width, size.height, BufferedImages.pixelFormat(IMAGE_TYPE));
    scaler = VideoScaler.to(target);
    SwingUtilities.invokeLater(() -> open(size, title));
  }

  private static Dimension fitted(int width, int height) {
    GraphicsConfiguration screen =
        GraphicsEnvironment.getLocalGraphicsEnvironment()
            .getDefaultScreenDevice()
            .getDefaultConfiguration();
    double most =
        PART_OF_SCREEN
            * Math.min(
                screen.getBounds().width / (double) width,
                screen.getBounds().height / (double) height);
    double scale = Math.min(1, most);
    return new Dimension(Math.max(1, (int) (width * scale)), Math.max(1, (int) (height * scale)));
  }

  private void open(Dimension size, String title) {
    frame.setTitle(title);
    frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent event) {
            closed = true;
          }
        });
    JPanel canvas = new Canvas();
    canvas.setPreferredSize(size);
    frame.add(canvas);
    frame.pack();
    frame.setVisible(true);
  }

  @SuppressWarnings("serial") // nobody writes it out
  private final class Canvas extends JPanel {
    @Override
    protected void paintComponent(Graphics graphics) {
      super.paintComponent(graphics);
      graphics.drawImage(shown, 0, 0, getWidth(), getHeight(), null);
    }
  }

  @Override
  public void prepare(VideoFrame picture) {
    scaler.feed(picture, scaled -> BufferedImages.copy(scaled, images[filled]));
  }

  @Override
  public void show() {
    shown = images[filled];
    filled = (filled + 1) % images.length;
    frame.repaint();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    SwingUtilities.invokeLater(frame::dispose);
    scaler.close();
  }
}
