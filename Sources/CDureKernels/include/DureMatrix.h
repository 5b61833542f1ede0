#ifndef DUREMATRIX_H
#define DUREMATRIX_H
#endif
