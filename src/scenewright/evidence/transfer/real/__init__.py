"""Real photos that judge: one set a module, each giving `RealPhotos`."""
