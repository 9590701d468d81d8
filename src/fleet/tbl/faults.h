/* SPDX-License-Identifier: Apache-2.0 */
/* What simulated stations do wrong, by seed: FAULT(name, ppm per opportunity at --faults normal, help). */
FAULT(offline, 300, "per sample: the network is gone for 1 to 20 minutes; messages queue and come later, marked offline")
FAULT(lost_answer, 4000, "per answer: it never arrives; the message is sent again after a timeout")
FAULT(new_id, 500000, "per repeat: it gets a new message id")
FAULT(duplicate, 4000, "per message: it is sent twice")
FAULT(swap, 8000, "per message: the next two of a 2.x transaction change places")
FAULT(reset, 500, "per sample: the meter register starts again from 0")
FAULT(lost_start, 2000, "per session of 1.6: the answer to StartTransaction is given up; the rest carries transactionId -1")
FAULT(lost_stop, 1000, "per session of 1.6: the StopTransaction is never sent")
