;;; segment.el --- Ask segmentd from Emacs, by its own jsonrpc.el  -*- lexical-binding: t -*-

;; Run:   emacs -Q --batch -l segment.el      (segmentd on the PATH, or SEGMENTD names it)
;; Needs: Emacs 27 or later.  jsonrpc.el speaks in blocks with headers, which the daemon sees by the
;;        first byte and answers alike.

(require 'jsonrpc)
(require 'seq)

(defun segment-start ()
  "Start a daemon and return the connection to it; `jsonrpc-shutdown' ends both."
  (jsonrpc-process-connection
   :name "segmentd"
   :process (lambda ()
              (make-process :name "segmentd" :noquery t :connection-type 'pipe
                            :coding 'utf-8-emacs-unix
                            :command (list (or (getenv "SEGMENTD") "segmentd") "stdio")))))

(let* ((daemon (segment-start))
       (rows [[3 950.0] [5 870.0] [8 1020.0] [210 40.0] [180 65.0] [240 20.0]])
       (fit (jsonrpc-request
             daemon :fit `(:model "shop" :k 2 :data (:fields ["recency" "spend"] :rows ,rows))))
       (new '(:fields ["recency" "spend"] :rows [[4 900.0] [200 50.0]])))
  (seq-doseq (segment (plist-get fit :segments))
    (princ (format "%d %s: %d customers\n" (plist-get segment :id) (plist-get segment :name)
                   (plist-get segment :size))))
  (princ (format "new customers: %s\n"
                 (plist-get (jsonrpc-request daemon :assign `(:model "shop" :data ,new)) :segment)))
  (condition-case failure
      (jsonrpc-request daemon :assign `(:model "nobody" :data ,new))
    (jsonrpc-error (princ (format "%s\n" (alist-get 'jsonrpc-error-message failure)))))
  (jsonrpc-shutdown daemon))

;;; segment.el ends here
