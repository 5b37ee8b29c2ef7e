"""From a drawing or a picture to a control image. Numpy and cv2 only."""
